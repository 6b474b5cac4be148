package io.spirula.messaging.testing;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** Settings with values that no service can work with: each of them has to be refused when the service starts. */
public final class ImmenseSettings {

    private static final Map<Class<?>, String> VALUES = Map.of(
            Duration.class,
            "PT2562047788015215H",
            int.class,
            String.valueOf(Integer.MAX_VALUE),
            short.class,
            String.valueOf(Short.MAX_VALUE),
            DataSize.class,
            Long.MAX_VALUE + "B");

    private ImmenseSettings() {}

    /** The names of all settings of a record, and of the records in it, that have a size. */
    private static Stream<String> of(String prefix, Class<?> settings) {
        return Arrays.stream(settings.getRecordComponents()).flatMap(component -> of(prefix, component));
    }

    private static Stream<String> of(String prefix, RecordComponent component) {
        String name = prefix + "." + kebab(component.getName());
        if (component.getType().isRecord()) {
            return of(name, component.getType());
        }
        return VALUES.containsKey(component.getType()) ? Stream.of(name) : Stream.empty();
    }

    /** Those of some records by their prefixes, as arguments of a test: prefix, record, name. */
    public static Stream<Arguments> of(Map<String, ? extends Class<?>> settings) {
        return settings.entrySet().stream()
                .flatMap(one ->
                        of(one.getKey(), one.getValue()).map(name -> Arguments.of(one.getKey(), one.getValue(), name)));
    }

    /** Binds the record with that one setting; gives what is said of it, or nothing where it is taken. */
    public static String refusal(String prefix, Class<?> settings, String name, BindHandler handler) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(name, value(prefix, settings, name))));
        try {
            binder.bindOrCreate(prefix, Bindable.of(settings), handler);
            return "";
        } catch (RuntimeException e) {
            return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                    .map(Throwable::getMessage)
                    .collect(Collectors.joining("; "));
        }
    }

    private static String value(String prefix, Class<?> settings, String name) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String own = prefix + "." + kebab(component.getName());
            if (own.equals(name)) {
                return Objects.requireNonNull(VALUES.get(component.getType()), name);
            }
            if (name.startsWith(own + ".")) {
                return value(own, component.getType(), name);
            }
        }
        throw new IllegalArgumentException("There is no setting " + name);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
