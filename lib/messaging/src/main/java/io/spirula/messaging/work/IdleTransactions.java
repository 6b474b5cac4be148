package io.spirula.messaging.work;

import com.zaxxer.hikari.HikariDataSource;
import io.spirula.messaging.MessagingProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Lets PostgreSQL end transactions in which nothing has happened for the length of a lease. A process that is only stopped
 * keeps its connections: what it locked would be locked for as long as it stands, and nobody could take over its work.
 */
final class IdleTransactions implements BeanPostProcessor {

    private final ObjectProvider<MessagingProperties> properties;

    IdleTransactions(ObjectProvider<MessagingProperties> properties) {
        this.properties = properties;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool && pool.getConnectionInitSql() == null) {
            long lease = properties.getObject().work().lease().toMillis();
            pool.setConnectionInitSql("SET idle_in_transaction_session_timeout = " + lease);
        }
        return bean;
    }
}
