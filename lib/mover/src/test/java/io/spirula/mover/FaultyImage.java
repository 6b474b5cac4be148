package io.spirula.mover;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.RbdImage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;

/** An open image whose asynchronous I/O goes through a double. */
public final class FaultyImage {

    private FaultyImage() {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    public static RbdImage of(RbdImage image, UnaryOperator<AioQueue<Object>> fault) {
        return (RbdImage) Proxy.newProxyInstance(
                RbdImage.class.getClassLoader(), new Class<?>[] {RbdImage.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(image, arguments);
                        return result instanceof AioQueue queue ? fault.apply(queue) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
