package io.spirula.messaging.testing;

import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of the service under test in a schema of their own on a real PostgreSQL. */
public final class Database implements AutoCloseable {

    private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");
    private final DataSource dataSource;

    public Database() {
        PostgresSandbox.Account account = SharedSandbox.postgres().createSchema(schema);
        dataSource = new DriverManagerDataSource(account.url(), account.user(), account.password());
        migrate();
    }

    private void migrate() {
        try {
            run("classpath:db/messaging/V*.sql");
            run("classpath:db/migration/V*.sql");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String scripts) throws IOException {
        Resource[] found = new PathMatchingResourcePatternResolver().getResources(scripts);
        Arrays.sort(found, Comparator.comparing(Resource::getFilename));
        new ResourceDatabasePopulator(found).execute(dataSource);
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
