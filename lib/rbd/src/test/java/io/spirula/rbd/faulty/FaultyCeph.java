package io.spirula.rbd.faulty;

import io.spirula.rbd.AioResult;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.RbdException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Any connector, and all that is opened through it, with the faults of a script. */
public final class FaultyCeph {

    private final FaultScript script;

    private FaultyCeph(FaultScript script) {
        this.script = script;
    }

    public static CephConnector around(CephConnector sound, FaultScript script) {
        return (CephConnector) new FaultyCeph(script).wrap(CephConnector.class, sound);
    }

    private Object wrap(Class<?> type, Object sound) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type, sound, method, arguments));
    }

    private @Nullable Object call(Class<?> type, Object sound, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return invoke(sound, method, arguments);
        }
        String operation = type.getSimpleName() + "." + method.getName();
        int call = script.before(operation);
        Object result = invoke(sound, method, arguments);
        script.after(operation, call);
        if (result instanceof AioResult<?> ended) {
            return end(ended);
        }
        return FaultScript.INTERFACES.contains(method.getReturnType()) && result != null
                ? wrap(method.getReturnType(), result)
                : result;
    }

    private AioResult<?> end(AioResult<?> ended) {
        String operation = "AioResult." + ended.operation();
        try {
            script.after(operation, script.before(operation));
            return ended;
        } catch (RbdException e) {
            return new AioResult<>(ended.tag(), ended.operation(), ended.offset(), ended.length(), e);
        }
    }

    private static @Nullable Object invoke(Object sound, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            method.setAccessible(true);
            return method.invoke(sound, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
