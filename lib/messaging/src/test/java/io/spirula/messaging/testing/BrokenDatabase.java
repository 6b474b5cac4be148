package io.spirula.messaging.testing;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Every connection to it ends in an {@link Error}, as when memory is short. Safe for use by many threads. */
public final class BrokenDatabase extends AbstractDataSource {

    private final AtomicInteger asked = new AtomicInteger();

    /** How often a connection was asked for. */
    public int asked() {
        return asked.get();
    }

    @Override
    public Connection getConnection() {
        asked.incrementAndGet();
        throw new OutOfMemoryError("as if");
    }

    @Override
    public Connection getConnection(String username, String password) {
        return getConnection();
    }
}
