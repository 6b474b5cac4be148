package io.spirula.messaging.outbox;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.trace.Traces;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The way out. */
@Configuration(proxyBeanMethods = false)
public class OutboxConfiguration {

    @Bean
    EventOutbox eventOutbox(JdbcTemplate jdbc, Origin origin, EventJson json, Traces traces, Clock clock) {
        return new TransactionalOutbox(new OutboxTable(jdbc), origin, json, traces, clock);
    }

    @Bean
    OutboxRelay outboxRelay(
            JdbcConnectionDetails database,
            KafkaClients clients,
            Renewals renewals,
            Origin origin,
            MessagingProperties properties) {
        HeldTopics topics = new HeldTopics(
                new BrokerView(clients.admin()), properties.outbox().retryInterval());
        return new OutboxRelay(() -> open(database), clients, topics, renewals, origin, properties.outbox());
    }

    @Bean
    Renewals renewals(
            KafkaClients clients,
            ObjectProvider<Retelling> known,
            CatchUp catchUp,
            PlatformTransactionManager transactions,
            Origin origin) {
        BrokerView broker = new BrokerView(clients.admin());
        Retellings retellings = new Retellings(known.stream().toList(), catchUp, new TransactionTemplate(transactions));
        List<String> own = Arrays.stream(Topic.values())
                .filter(topic -> topic.producer() == origin.service())
                .map(Topic::wireName)
                .toList();
        return session -> new RenewedTopics(session, own, broker, retellings);
    }

    @Bean
    OutboxMeters outboxMeters(JdbcClient jdbc) {
        return new OutboxMeters(jdbc);
    }

    private static Connection open(JdbcConnectionDetails database) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("connectTimeout", "5");
        settings.setProperty("socketTimeout", "10");
        if (database.getUsername() != null) {
            settings.setProperty("user", database.getUsername());
        }
        if (database.getPassword() != null) {
            settings.setProperty("password", database.getPassword());
        }
        return DriverManager.getConnection(database.getJdbcUrl(), settings);
    }
}
