package io.spirula.mover;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ExtentVisitor;
import io.spirula.rbd.ImageSnapshots;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An open image whose asynchronous I/O goes through a double. */
public final class FaultyImage {

    private FaultyImage() {}

    public static RbdImage of(RbdImage image, UnaryOperator<AioQueue<Object>> fault) {
        return of(image, fault, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    public static RbdImage of(
            RbdImage image,
            UnaryOperator<AioQueue<Object>> fault,
            UnaryOperator<ObjectQueue<Object>> objectFault,
            UnaryOperator<ObjectReads<Object>> readFault) {
        return proxy(image, (method, arguments) -> {
            Object result = method.invoke(image, arguments);
            if (result instanceof ObjectQueue queue) {
                return objectFault.apply(queue);
            }
            if (result instanceof ObjectReads reads) {
                return readFault.apply(reads);
            }
            return result instanceof AioQueue queue ? fault.apply(queue) : result;
        });
    }

    /**
     * An image that somebody has begun to make smaller: librbd tells the new size at once, but changes the header when all that
     * lies behind it is gone, before it makes the image larger.
     */
    public static RbdImage beingMadeSmaller(RbdImage image, long size) {
        AtomicBoolean begun = new AtomicBoolean(true);
        return proxy(image, (method, arguments) -> {
            if (method.getName().equals("size") && begun.get()) {
                return size;
            }
            if (method.getName().equals("resize") && begun.getAndSet(false)) {
                image.resize(size);
            }
            return method.invoke(image, arguments);
        });
    }

    /** An image that does not tell what has changed before an offset, as by object maps that lack it. */
    public static UnaryOperator<RbdImage> hidingChangesBefore(long offset) {
        return image -> proxy(image, (method, arguments) -> {
            if (!method.getName().equals("diff") || arguments == null) {
                return method.invoke(image, arguments);
            }
            ExtentVisitor visitor = (ExtentVisitor) arguments[1];
            image.diff((DiffRequest) arguments[0], (at, length, exists) -> {
                if (at >= offset) {
                    visitor.visit(at, length, exists);
                }
            });
            return null;
        });
    }

    /** An image whose watch is lost: it lists for ever the snapshots that it has now. */
    public static RbdImage withoutWatch(RbdImage image) {
        ImageSnapshots stale =
                new StaleSnapshots(image.snapshots(), image.snapshots().list());
        return proxy(
                image,
                (method, arguments) -> method.getName().equals("snapshots") ? stale : method.invoke(image, arguments));
    }

    private record StaleSnapshots(ImageSnapshots snapshots, List<Snapshot> list) implements ImageSnapshots {

        @Override
        public long create(String name) {
            return snapshots.create(name);
        }

        @Override
        public void remove(long snapshotId) {
            snapshots.remove(snapshotId);
        }

        @Override
        public void rollback(long snapshotId, ProgressListener progress) {
            snapshots.rollback(snapshotId, progress);
        }
    }

    /** The n-th operation to end has failed, whether it was done or not, and so have all that end after it. */
    public static UnaryOperator<RbdImage> failing(int nth, int errno) {
        return image -> {
            AtomicInteger ended = new AtomicInteger();
            return new Operations(result ->
                            ended.incrementAndGet() < nth ? result : Operations.failed(result, errno, "this image"))
                    .of(image);
        };
    }

    /** The n-th call of a method is refused, and nothing is done. */
    public static UnaryOperator<RbdImage> refusing(String method, int nth, int errno) {
        return image -> {
            AtomicInteger calls = new AtomicInteger();
            return proxy(image, (called, arguments) -> {
                if (called.getName().equals(method) && calls.incrementAndGet() == nth) {
                    throw RbdException.of(errno, method, "image " + image.id());
                }
                return called.invoke(image, arguments);
            });
        };
    }

    /** What a method does instead. */
    interface Call {
        @Nullable
        Object make(Method method, Object @Nullable [] arguments) throws ReflectiveOperationException;
    }

    static RbdImage proxy(RbdImage image, Call call) {
        return (RbdImage) Proxy.newProxyInstance(
                RbdImage.class.getClassLoader(), new Class<?>[] {RbdImage.class}, (proxy, method, arguments) -> {
                    try {
                        return call.make(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** One bit of the n-th write is another one when it reaches the disk. */
    public static UnaryOperator<RbdImage> flippingABit(int nth) {
        return image -> of(
                image,
                queue -> new FaultyQueue(queue) {
                    private int writes;

                    @Override
                    public void submitWrite(long offset, ByteBuffer from, Object tag) {
                        super.submitWrite(offset, ++writes == nth ? spoiled(from) : from, tag);
                    }
                },
                queue -> new FaultyObjectQueue(queue) {
                    private int writes;

                    @Override
                    public void submit(long object, List<ObjectChange> changes, Object tag) {
                        super.submit(
                                object, changes.stream().map(this::maybeSpoiled).toList(), tag);
                    }

                    private ObjectChange maybeSpoiled(ObjectChange change) {
                        return change instanceof ObjectChange.Data data && ++writes == nth
                                ? new ObjectChange.Data(data.offset(), spoiled(data.bytes()))
                                : change;
                    }
                },
                UnaryOperator.identity());
    }

    private static ByteBuffer spoiled(ByteBuffer from) {
        ByteBuffer spoiled = ByteBuffer.allocateDirect(from.remaining())
                .put(from.duplicate())
                .flip();
        int middle = spoiled.limit() / 2;
        return spoiled.put(middle, (byte) (spoiled.get(middle) ^ 0x10));
    }

    /** Either of these, soon or late. */
    public static UnaryOperator<RbdImage> spoiling(Random random) {
        int nth = 1 + random.nextInt(4);
        return random.nextBoolean() ? failing(nth, 110) : flippingABit(nth);
    }
}
