package io.spirula.scheduler.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/billing.md names each action that is audited, and no other. */
class AuditedActionsTest {

    private static final String OBJECTS =
            "(?:policy|run|restore|token|image|adoption|verification|deadletter|projections)";
    private static final Pattern IN_CODE = Pattern.compile("\"(" + OBJECTS + "\\.[a-z]+)\"");
    private static final Pattern IN_TEXT = Pattern.compile("`([a-z]+\\.[a-z]+)`");

    @Test
    void theActionsOfTheDocumentationAreThoseOfTheCode() throws IOException {
        String billing = Files.readString(Path.of("../docs/billing.md"));
        String audit = billing.substring(billing.indexOf("## Audit"));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            Set<String> inCode = sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("settings"))
                    .flatMap(file -> found(IN_CODE, text(file)).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(inCode).contains("run.request");
            assertThat(new TreeSet<>(found(IN_TEXT, audit))).isEqualTo(inCode);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
