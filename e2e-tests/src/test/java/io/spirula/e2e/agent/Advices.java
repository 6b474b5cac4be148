package io.spirula.e2e.agent;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import net.bytebuddy.asm.Advice;

/** What is woven into the hooked methods. */
final class Advices {

    private Advices() {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface HookId {}

    static final class Entry {

        private Entry() {}

        @Advice.OnMethodEnter
        static void enter(@HookId String hook, @Advice.AllArguments Object[] arguments) {
            Stops.pass(hook, arguments);
        }
    }

    static final class Refused {

        private Refused() {}

        @Advice.OnMethodEnter
        static void enter(@HookId String hook, @Advice.AllArguments Object[] arguments) {
            Refusals.pass(hook, arguments);
        }
    }

    static final class Exit {

        private Exit() {}

        @Advice.OnMethodExit
        static void exit(@HookId String hook, @Advice.AllArguments Object[] arguments) {
            Stops.pass(hook, arguments);
        }
    }
}
