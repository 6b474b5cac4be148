package io.spirula.cli.command.fleet;

import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Why images wait and why their last runs failed: each reason once, in full. */
final class Troubles {

    private Troubles() {}

    static List<String> of(List<JsonNode> rows) {
        Map<String, List<String>> waiting = new LinkedHashMap<>();
        Map<String, List<String>> failed = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            collect(waiting, Reason.of(row, "waiting"), row);
            if (Fields.text(row, "lastRun.state").equals("failed")) {
                collect(failed, Reason.of(row.path("lastRun")), row);
            }
        }
        List<String> troubles = new ArrayList<>();
        waiting.forEach((why, images) -> troubles.add(who(images, " waits: ", " wait: ") + why));
        failed.forEach((why, images) -> troubles.add(who(images, " failed last: ", " failed last: ") + why));
        return troubles;
    }

    private static void collect(Map<String, List<String>> byReason, String reason, JsonNode row) {
        if (!reason.isEmpty()) {
            byReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(Fields.text(row, "image"));
        }
    }

    private static String who(List<String> images, String one, String many) {
        return images.size() == 1 ? images.get(0) + one : images.size() + " images" + many;
    }
}
