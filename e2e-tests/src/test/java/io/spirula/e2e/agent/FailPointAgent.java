package io.spirula.e2e.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Makes a service stoppable between its steps. Its argument is a directory whose file {@code hooks} names the methods; for
 * each that it finds it leaves a file {@code .hooked} there, for each that a loaded class does not have one {@code .missing}.
 */
public final class FailPointAgent {

    private FailPointAgent() {}

    public static void premain(String directory, Instrumentation instrumentation) throws IOException {
        Path where = Path.of(directory);
        Stops.in(where);
        Refusals.in(where);
        Map<String, List<Hook>> hooks = Files.readAllLines(where.resolve("hooks")).stream()
                .map(Hook::parse)
                .collect(Collectors.groupingBy(Hook::className));
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.DISABLED)
                .type(ElementMatchers.namedOneOf(hooks.keySet().toArray(String[]::new)))
                .transform((builder, type, loader, module, domain) ->
                        weave(builder, type, hooks.getOrDefault(type.getName(), List.of()), where))
                .installOn(instrumentation);
    }

    private static DynamicType.Builder<?> weave(
            DynamicType.Builder<?> builder, TypeDescription type, List<Hook> hooks, Path where) {
        DynamicType.Builder<?> woven = builder;
        for (Hook hook : hooks) {
            boolean found = !type.getDeclaredMethods()
                    .filter(ElementMatchers.named(hook.method()))
                    .isEmpty();
            tell(where.resolve(hook.id() + (found ? ".hooked" : ".missing")));
            Class<?> advice = switch (hook.when()) {
                case ENTRY -> Advices.Entry.class;
                case EXIT -> Advices.Exit.class;
                case REFUSED -> Advices.Refused.class;
            };
            woven = woven.visit(Advice.withCustomMapping()
                    .bind(Advices.HookId.class, hook.id())
                    .to(advice)
                    .on(ElementMatchers.named(hook.method())));
        }
        return woven;
    }

    private static void tell(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
