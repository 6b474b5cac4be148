package io.spirula.deployment;

import io.spirula.sandbox.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which properties a service understands: those of its records, of messaging's, and of Spring Boot. */
final class KnownProperties {
    /** Read by name, see {@code MessagingAutoConfiguration}. */
    private static final Set<String> BY_NAME = Set.of("spirula.site", "spirula.service");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Class<?>> records;
    private final Set<String> ofSpring = new HashSet<>();

    KnownProperties(ServiceKind kind) {
        this.records = Stream.of("io.spirula." + kind.schema(), "io.spirula.messaging")
                .flatMap(KnownProperties::recordsIn)
                .toList();
        metadata()
                .forEach(file -> file.path("properties")
                        .forEach(property -> ofSpring.add(property.path("name").asString())));
    }

    boolean contains(String name) {
        return BY_NAME.contains(name)
                || ofSpring.contains(name)
                || records.stream().anyMatch(type -> isBelow(type, name));
    }

    private static boolean isBelow(Class<?> type, String name) {
        String prefix = type.getAnnotation(ConfigurationProperties.class).value() + ".";
        return name.startsWith(prefix)
                && isPath(type, List.of(name.substring(prefix.length()).split("\\.")));
    }

    private static boolean isPath(Type type, List<String> names) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return names.size() > 1 && isPath(generic.getActualTypeArguments()[1], names.subList(1, names.size()));
        }
        if (type instanceof Class<?> known && known.isRecord()) {
            return !names.isEmpty()
                    && Arrays.stream(known.getRecordComponents())
                            .filter(part -> ConfigurationPropertyName.of(names.get(0))
                                    .equals(ConfigurationPropertyName.adapt(part.getName(), '.')))
                            .anyMatch(part -> isPath(part.getGenericType(), names.subList(1, names.size())));
        }
        return names.isEmpty();
    }

    private static Stream<Class<?>> recordsIn(String basePackage) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents(basePackage).stream()
                .map(found -> ClassUtils.resolveClassName(found.getBeanClassName(), null));
    }

    private static List<JsonNode> metadata() {
        try {
            return Collections.list(KnownProperties.class
                            .getClassLoader()
                            .getResources("META-INF/spring-configuration-metadata.json"))
                    .stream()
                    .map(KnownProperties::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(URL file) {
        try (var stream = file.openStream()) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
