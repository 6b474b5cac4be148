package io.spirula.messaging.kafka;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shared client of Kafka that is made anew when the machine's clock was set back: once one from before loses its connection,
 * it does not connect again until the clock has caught up. What the old one was asked and has not done fails. Safe for use by
 * many threads, as the client is.
 *
 * @param <T> the interface of the client
 */
final class ClockBound<T> implements InvocationHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ClockBound.class);

    private final Supplier<T> clients;
    private final Consumer<T> ending;
    private final Supplier<ClockSetBack> clocks;
    private T client;
    private ClockSetBack clock;

    private ClockBound(Supplier<T> clients, Consumer<T> ending, Supplier<ClockSetBack> clocks) {
        this.clients = clients;
        this.ending = ending;
        this.clocks = clocks;
        this.clock = clocks.get();
        this.client = clients.get();
    }

    /**
     * @param clients makes one
     * @param ending ends one, and waits for nothing that it still has to do
     * @param clocks makes what looks at the clock from now on
     */
    static <T> T of(Class<T> type, Supplier<T> clients, Consumer<T> ending, Supplier<ClockSetBack> clocks) {
        ClockBound<T> bound = new ClockBound<>(clients, ending, clocks);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, bound));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        T current = method.getName().equals("close") ? latest() : current();
        try {
            return method.invoke(current, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized T latest() {
        return client;
    }

    private synchronized T current() {
        try {
            clock.check();
        } catch (ClockSetBackException e) {
            LOG.warn("{}", e.getMessage());
            T old = client;
            clock = clocks.get();
            client = clients.get();
            ending.accept(old);
        }
        return client;
    }
}
