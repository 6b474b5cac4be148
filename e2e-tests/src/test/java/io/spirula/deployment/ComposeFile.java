package io.spirula.deployment;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml as Docker Compose sees it where nothing is set: merged, and with the default of each variable. */
final class ComposeFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\w+:-([^}]*)}");

    private final Map<String, Object> content;

    private ComposeFile(Map<String, Object> content) {
        this.content = content;
    }

    static ComposeFile read() {
        return new ComposeFile(map(withDefaults(new Yaml().load(file("docker-compose.yml")))));
    }

    private static Object withDefaults(Object value) {
        if (value instanceof Map<?, ?> map) {
            var resolved = new LinkedHashMap<String, Object>();
            map.forEach((name, content) -> resolved.put(name.toString(), withDefaults(content)));
            return resolved;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ComposeFile::withDefaults).toList();
        }
        return value instanceof String text
                ? VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(1)))
                : value;
    }

    /** The text of a file of the checkout. */
    static String file(String path) {
        try {
            return Files.readString(SourceTree.root().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Container> containers() {
        var containers = new LinkedHashMap<String, Container>();
        map(content.get("services")).forEach((name, value) -> containers.put(name, new Container(name, map(value))));
        return containers;
    }

    Container container(String name) {
        Container container = containers().get(name);
        if (container == null) {
            throw new AssertionError("docker-compose.yml has no service " + name);
        }
        return container;
    }

    Container container(ServiceKind kind) {
        return container(kind.schema());
    }

    List<String> volumes() {
        return List.copyOf(map(content.get("volumes")).keySet());
    }

    /** What Docker Compose calls a service. */
    record Container(String name, Map<String, Object> settings) {

        String image() {
            return settings.get("image").toString();
        }

        boolean isBuilt() {
            return settings.containsKey("build");
        }

        String target() {
            return map(settings.get("build")).get("target").toString();
        }

        Map<String, Object> buildArguments() {
            return map(map(settings.get("build")).getOrDefault("args", Map.of()));
        }

        Map<String, Object> environment() {
            return map(settings.getOrDefault("environment", Map.of()));
        }

        String variable(String name) {
            Object value = environment().get(name);
            if (value == null) {
                throw new AssertionError(this.name + " has no " + name);
            }
            return value.toString();
        }

        List<String> list(String setting) {
            return ((List<?>) settings.getOrDefault(setting, List.of()))
                    .stream().map(Object::toString).toList();
        }

        /** What it waits for, and until when. */
        Map<String, String> waitsFor() {
            var conditions = new LinkedHashMap<String, String>();
            map(settings.getOrDefault("depends_on", Map.of()))
                    .forEach((other, value) ->
                            conditions.put(other, map(value).get("condition").toString()));
            return conditions;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
