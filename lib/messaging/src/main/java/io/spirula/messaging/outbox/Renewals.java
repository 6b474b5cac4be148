package io.spirula.messaging.outbox;

import java.sql.SQLException;

/** Watches for topics that are made again, for one who has the right to publish. */
@FunctionalInterface
interface Renewals {

    RenewedTopics of(RelaySession session) throws SQLException;
}
