package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.Terminal.Printed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters, as somebody looks at them and deals with them who types {@code spirula dlt}. */
record Letters(Terminal terminal) {

    static final Duration SOON = Duration.ofSeconds(90);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The open ones, of all services. */
    List<JsonNode> open(Predicate<JsonNode> wanted) {
        JsonNode answer = read("dlt", "ls", "-o", "json");
        assertThat(answer.path("unknown").size())
                .as("silent services in %s", answer)
                .isZero();
        List<JsonNode> found = new ArrayList<>();
        answer.get("letters").forEach(found::add);
        return found.stream().filter(wanted).toList();
    }

    /** The one open letter of a service about records of this key that has this reason. */
    JsonNode awaitOne(String service, String key, String reason) {
        return await("a letter of %s with %s".formatted(service, reason))
                .atMost(SOON)
                .until(
                        () -> open(letter -> letter.get("service").asString().equals(service)
                                && letter.get("key").asString("").equals(key)
                                && letter.at("/reason/code").asString().equals(reason)),
                        found -> found.size() == 1)
                .get(0);
    }

    /** It as it is now. */
    JsonNode again(JsonNode letter) {
        return read("dlt", "show", id(letter), "-o", "json").get("letter");
    }

    void awaitState(JsonNode letter, String state) {
        await("letter %s is %s".formatted(id(letter), state))
                .atMost(SOON)
                .until(() -> again(letter).get("state").asString().equals(state));
    }

    void replay(JsonNode letter) {
        succeed("dlt", "replay", id(letter));
    }

    void discard(JsonNode letter) {
        succeed("dlt", "discard", id(letter));
    }

    /** What is printed for people. */
    String succeed(String... arguments) {
        Printed printed = terminal.type(arguments);
        assertThat(printed.exit()).as("%s", printed).isZero();
        return printed.out();
    }

    static String id(JsonNode letter) {
        return letter.get("id").asString();
    }

    private JsonNode read(String... arguments) {
        return JSON.readTree(succeed(arguments));
    }
}
