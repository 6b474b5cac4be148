package io.spirula.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * Which alerts the tests in alerts_test.yml expect.
 *
 * @param firing those that are expected to fire
 * @param silent those that are expected not to
 */
record AlertTests(Set<String> firing, Set<String> silent) {

    private static final Pattern FIRING = Pattern.compile("ALERTS\\{alertname=\"(\\w+)\", alertstate=\"firing\"");

    static AlertTests read() throws IOException {
        Map<?, ?> file = new Yaml().load(Files.readString(Checkout.path("docs", "monitoring", "alerts_test.yml")));
        List<Map<?, ?>> tests = list(file, "tests");
        return new AlertTests(
                Stream.concat(
                                tests.stream().flatMap(test -> alerts(test, false)),
                                tests.stream().flatMap(AlertTests::samples))
                        .collect(Collectors.toSet()),
                tests.stream().flatMap(test -> alerts(test, true)).collect(Collectors.toSet()));
    }

    private static Stream<String> alerts(Map<?, ?> test, boolean silent) {
        return list(test, "alert_rule_test").stream()
                .filter(question -> list(question, "exp_alerts").isEmpty() == silent)
                .map(question -> String.valueOf(question.get("alertname")));
    }

    private static Stream<String> samples(Map<?, ?> test) {
        return list(test, "promql_expr_test").stream()
                .flatMap(question -> list(question, "exp_samples").stream())
                .map(sample -> FIRING.matcher(String.valueOf(sample.get("labels"))))
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Map<?, ?> of, String name) {
        Object value = of.get(name);
        return value == null ? List.of() : (List<Map<?, ?>>) value;
    }
}
