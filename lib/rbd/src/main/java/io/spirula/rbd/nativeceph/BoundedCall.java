package io.spirula.rbd.nativeceph;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** Makes a native call that knows no time-out on a thread of its own. */
final class BoundedCall {

    private BoundedCall() {}

    /** The call's result; empty if it has not come back in time, in which case its thread stays in it. */
    static OptionalInt await(String thread, Duration limit, IntSupplier call) {
        var task = new FutureTask<>(call::getAsInt);
        var caller = new Thread(task, thread);
        caller.setDaemon(true);
        caller.start();
        boolean interrupted = false;
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return OptionalInt.of(task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
                } catch (InterruptedException e) {
                    // a native call cannot be interrupted: wait on and tell the caller later
                    interrupted = true;
                } catch (TimeoutException e) {
                    return OptionalInt.empty();
                } catch (ExecutionException e) {
                    throw new IllegalStateException(thread + " failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
