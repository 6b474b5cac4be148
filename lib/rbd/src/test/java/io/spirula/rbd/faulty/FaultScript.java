package io.spirula.rbd.faulty;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ExclusiveLock;
import io.spirula.rbd.ImageHeader;
import io.spirula.rbd.ImageMetadata;
import io.spirula.rbd.ImageSnapshots;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, by operation and how often it has been called, counted from 1 over everything opened through one {@link
 * FaultyCeph}. Operations are named by interface and method, {@code RbdImage.flush}; how an asynchronous operation ends by
 * {@code AioResult.WRITE}. Thread-safe.
 */
public final class FaultScript {

    static final List<Class<?>> INTERFACES = List.of(
            CephConnector.class,
            CephCluster.class,
            RbdPool.class,
            RbdImage.class,
            ImageSnapshots.class,
            ImageMetadata.class,
            ExclusiveLock.class,
            ImageHeader.class,
            AioQueue.class,
            ObjectQueue.class);

    private final Map<String, Integer> calls = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    /** @param before whether it comes before the operation is carried out */
    private record Fault(String operation, int call, boolean before, Runnable action) {}

    /** The call fails with an error number and does nothing. */
    public FaultScript failBefore(String operation, int call, int errno) {
        return add(operation, call, true, () -> {
            throw error(operation, call, errno);
        });
    }

    /** The call does its work, and fails with an error number all the same, as after a time-out. */
    public FaultScript failAfter(String operation, int call, int errno) {
        return add(operation, call, false, () -> {
            throw error(operation, call, errno);
        });
    }

    /** The n-th asynchronous operation of that kind ends with an error number, whether it was done or not. */
    public FaultScript failResult(AioOperation operation, int call, int errno) {
        return failAfter("AioResult." + operation, call, errno);
    }

    /** The call waits first. */
    public FaultScript delay(String operation, int call, Duration delay) {
        return add(operation, call, true, () -> {
            long end = System.nanoTime() + delay.toNanos();
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        });
    }

    /** Something happens before the call, which may throw. */
    public FaultScript runBefore(String operation, int call, Runnable action) {
        return add(operation, call, true, action);
    }

    /** Something happens after the call, which may throw. */
    public FaultScript runAfter(String operation, int call, Runnable action) {
        return add(operation, call, false, action);
    }

    private FaultScript add(String operation, int call, boolean before, Runnable action) {
        requireOperation(operation);
        if (call < 1) {
            throw new IllegalArgumentException("calls are counted from 1: " + call);
        }
        synchronized (this) {
            faults.add(new Fault(operation, call, before, action));
        }
        return this;
    }

    private static void requireOperation(String operation) {
        boolean known = INTERFACES.stream()
                        .flatMap(type -> Arrays.stream(type.getMethods())
                                .map(method -> type.getSimpleName() + "." + method.getName()))
                        .anyMatch(operation::equals)
                || Arrays.stream(AioOperation.values()).anyMatch(kind -> operation.equals("AioResult." + kind));
        if (!known) {
            throw new IllegalArgumentException("no such operation: " + operation);
        }
    }

    private static RbdException error(String operation, int call, int errno) {
        return RbdException.of(errno, operation, "a faulty cluster (call " + call + ")");
    }

    /** How often an operation has been called. */
    public synchronized int calls(String operation) {
        requireOperation(operation);
        return calls.getOrDefault(operation, 0);
    }

    /** Whether every fault has come to pass. */
    public synchronized boolean isOver() {
        return faults.isEmpty();
    }

    /** Counts a call and does what comes before it; the number is for {@link #after}. */
    int before(String operation) {
        int call;
        synchronized (this) {
            call = calls.merge(operation, 1, Integer::sum);
        }
        run(operation, call, true);
        return call;
    }

    void after(String operation, int call) {
        run(operation, call, false);
    }

    private void run(String operation, int call, boolean before) {
        Fault fault = next(operation, call, before);
        while (fault != null) {
            fault.action().run();
            fault = next(operation, call, before);
        }
    }

    private synchronized @Nullable Fault next(String operation, int call, boolean before) {
        for (Fault fault : faults) {
            if (fault.operation().equals(operation) && fault.call() == call && fault.before() == before) {
                faults.remove(fault);
                return fault;
            }
        }
        return null;
    }
}
