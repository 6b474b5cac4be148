package io.spirula.restore;

import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** This service's tables in a schema of their own on a real PostgreSQL. */
public final class Database implements AutoCloseable {

    private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");
    private final DataSource dataSource;

    public Database() {
        PostgresSandbox.Account account = SharedSandbox.postgres().createSchema(schema);
        dataSource = new DriverManagerDataSource(account.url(), account.user(), account.password());
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    public TransactionTemplate transactions() {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Override
    public void close() {
        SharedSandbox.postgres().dropSchema(schema);
    }
}
