package io.spirula.mover;

import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.CompletionQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the asynchronous operations of an image, of whatever kind: they are counted, and may end otherwise than they
 * did. Thread-safe.
 */
public final class Operations {

    private final UnaryOperator<AioResult<Object>> verdict;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger openQueues = new AtomicInteger();
    private volatile @Nullable Range spoiled;

    Operations(UnaryOperator<AioResult<Object>> verdict) {
        this.verdict = verdict;
    }

    /** All end as they did. */
    public static Operations sound() {
        return new Operations(UnaryOperator.identity());
    }

    /** Of all operations the n-th to end has failed, whether it was done or not; no other has. */
    public static Operations failing(int nth, int errno, String object) {
        return spoiling(nth, result -> failed(result, errno, object));
    }

    /** Of all operations the n-th to end dealt with one byte less than it was asked. */
    public static Operations shortening(int nth) {
        return spoiling(
                nth,
                result -> new AioResult<>(
                        result.tag(), result.operation(), result.offset(), result.length() - 1, result.failure()));
    }

    private static Operations spoiling(int nth, UnaryOperator<AioResult<Object>> otherwise) {
        AtomicInteger count = new AtomicInteger();
        return new Operations(result -> count.incrementAndGet() == nth ? otherwise.apply(result) : result);
    }

    static AioResult<Object> failed(AioResult<Object> result, int errno, String object) {
        String operation = result.operation() + " at " + result.offset();
        return new AioResult<>(
                result.tag(),
                result.operation(),
                result.offset(),
                result.length(),
                RbdException.of(errno, operation, object));
    }

    /** The image, with what goes through its queues watched; of several images all counts together. */
    public RbdImage of(RbdImage image) {
        return FaultyImage.proxy(image, (method, arguments) -> {
            Object result = method.invoke(image, arguments);
            return result instanceof CompletionQueue<?> queue ? watched(queue, method.getReturnType()) : result;
        });
    }

    private Object watched(CompletionQueue<?> queue, Class<?> type) {
        openQueues.incrementAndGet();
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            try {
                Object result = method.invoke(queue, arguments);
                if (method.getName().equals("close")) {
                    openQueues.decrementAndGet();
                }
                return result instanceof AioResult<?> ? judged(result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private AioResult<Object> judged(Object result) {
        ended.incrementAndGet();
        AioResult<Object> was = (AioResult<Object>) result;
        AioResult<Object> is = verdict.apply(was);
        if (!is.equals(was)) {
            spoiled = new Range(was.offset(), was.length());
        }
        return is;
    }

    /** How many have ended by now. */
    public int ended() {
        return ended.get();
    }

    /** Of the queues that were opened those that were not closed. */
    public int openQueues() {
        return openQueues.get();
    }

    /** What the operation dealt with that ended otherwise than it did; the last one of them. */
    public Optional<Range> spoiled() {
        return Optional.ofNullable(spoiled);
    }
}
