package io.spirula.messaging.outbox;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections of which each is a session of its own, not one of a pool. */
@FunctionalInterface
interface RelayConnections {

    Connection open() throws SQLException;
}
