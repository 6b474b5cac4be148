package io.spirula.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** SQL that people run with psql, as the README and {@code docker/roles.sql} show it. */
final class RolesSql {
    private static final Pattern README_BLOCK = Pattern.compile("(?s)```sql\n(CREATE DATABASE spirula;.*?)```");

    private RolesSql() {}

    /** Its statements; psql's own {@code \c} is one of them. */
    static List<String> ofReadme() {
        var block = README_BLOCK.matcher(FileTree.read(SourceTree.root().resolve("README.md")));
        if (!block.find()) {
            throw new AssertionError("the README shows no CREATE DATABASE spirula");
        }
        return statements(block.group(1));
    }

    static List<String> ofDocker() {
        return statements(FileTree.read(SourceTree.root().resolve("docker/roles.sql")));
    }

    private static List<String> statements(String text) {
        return Arrays.stream(text.split("\n"))
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .map(line -> line.replaceAll(";$", ""))
                .toList();
    }
}
