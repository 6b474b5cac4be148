package io.spirula.messaging.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables of the service under test, empty, in a schema that nobody else uses meanwhile, on a real PostgreSQL. A schema
 * that is given back is emptied for the next: to make and drop one takes longer than most tests.
 */
public final class Database implements AutoCloseable {

    private static final Queue<PostgresSandbox.Account> MADE = new ConcurrentLinkedQueue<>();

    private final PostgresSandbox.Account account;
    private final HikariDataSource dataSource;

    public Database() {
        PostgresSandbox.@Nullable Account made = MADE.poll();
        account = made == null ? newSchema() : made;
        dataSource = pool(account);
        if (made == null) {
            migrate();
        } else {
            empty();
        }
    }

    private static PostgresSandbox.Account newSchema() {
        return SharedSandbox.postgres()
                .createSchema("t" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** Connections are kept, as services keep them: to open one takes longer than most of what tests ask of it. */
    private static HikariDataSource pool(PostgresSandbox.Account account) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(account.url());
        config.setUsername(account.user());
        config.setPassword(account.password());
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
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

    private void empty() {
        List<String> tables = jdbc().sql(
                        "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = current_schema")
                .query(String.class)
                .list();
        jdbc().sql("TRUNCATE " + String.join(", ", tables)).update();
        jdbc().sql("SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences"
                        + " WHERE schemaname = current_schema")
                .query(Long.class)
                .list();
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    public TransactionTemplate transactions() {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /** Whoever still has a connection has none afterwards. */
    @Override
    public void close() {
        dataSource.close();
        MADE.add(account);
    }
}
