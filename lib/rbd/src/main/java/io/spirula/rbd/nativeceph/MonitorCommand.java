package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.ClusterStatus;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands to the monitors, which take and give JSON. */
final class MonitorCommand {

    private static final String MANAGER_DOWN = "MGR_DOWN";
    private static final JsonMapper JSON = new JsonMapper();

    private MonitorCommand() {}

    /**
     * @param result zero or more, or a negative error number
     * @param output empty unless it worked
     */
    record Answer(int result, String output) {}

    static Answer ask(Pointer cluster, String command) {
        byte[] bytes = CText.of(command);
        try (var text = new Memory(bytes.length);
                var commands = new Memory(Native.POINTER_SIZE)) {
            text.write(0, bytes, 0, bytes.length);
            commands.setPointer(0, text);
            var output = new PointerByReference();
            var length = new LongByReference();
            var words = new PointerByReference();
            var wordsLength = new LongByReference();
            int result = LibRados.rados_mon_command(cluster, commands, 1, null, 0, output, length, words, wordsLength);
            try {
                return new Answer(result, result < 0 ? "" : text(output.getValue(), length.getValue()));
            } finally {
                free(output.getValue());
                free(words.getValue());
            }
        }
    }

    private static String text(@Nullable Pointer output, long length) {
        return output == null
                ? ""
                : new String(output.getByteArray(0, Math.toIntExact(length)), StandardCharsets.UTF_8);
    }

    private static void free(@Nullable Pointer buffer) {
        if (buffer != null) {
            LibRados.rados_buffer_free(buffer);
        }
    }

    static List<HealthCheck> health(String json) {
        return health(JSON.readTree(json));
    }

    static ClusterStatus status(String json) {
        JsonNode status = JSON.readTree(json);
        List<HealthCheck> health = health(status.path("health"));
        Map<String, Long> groups = new HashMap<>();
        // what a manager that is gone told last says nothing of now
        if (health.stream().noneMatch(check -> check.code().equals(MANAGER_DOWN))) {
            for (JsonNode state : status.path("pgmap").path("pgs_by_state")) {
                groups.merge(
                        state.path("state_name").asString(""),
                        state.path("count").asLong(0),
                        Long::sum);
            }
        }
        return new ClusterStatus(health, groups);
    }

    private static List<HealthCheck> health(JsonNode health) {
        List<HealthCheck> checks = new ArrayList<>();
        for (var check : health.path("checks").properties()) {
            JsonNode told = check.getValue();
            if (!told.path("muted").asBoolean(false)) {
                checks.add(new HealthCheck(
                        check.getKey(),
                        told.path("severity").asString("").equals("HEALTH_ERR"),
                        told.path("summary").path("message").asString("")));
            }
        }
        return checks;
    }
}
