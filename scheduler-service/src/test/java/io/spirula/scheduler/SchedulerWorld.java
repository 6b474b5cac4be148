package io.spirula.scheduler;

import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Service;
import io.spirula.messaging.testing.FellowService;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A broker without topics, an empty schema, instances of scheduler-service on them, and the other services as a test plays them. */
final class SchedulerWorld implements AutoCloseable {

    static final String ADMIN = "test-admin-token-of-at-least-32-characters";
    private static final AtomicInteger WORLDS = new AtomicInteger();

    private final String schema = "scheduler" + WORLDS.incrementAndGet();
    private final PostgresSandbox.Account account;
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final FellowService snapshots;
    private final FellowService transfers;
    private final FellowService restores;

    SchedulerWorld(Map<String, String> settings) {
        SharedSandbox.kafka().start();
        String kafka = SharedSandbox.kafka().bootstrapServers();
        FellowService.deleteTopics(kafka);
        account = SharedSandbox.postgres().createSchema(schema);
        snapshots = new FellowService(kafka, Service.SNAPSHOT);
        transfers = new FellowService(kafka, Service.TRANSFER);
        restores = new FellowService(kafka, Service.RESTORE);
        start(settings);
    }

    /** One more instance. */
    ConfigurableApplicationContext start(Map<String, String> settings) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("server.port", "0");
        properties.put("management.server.port", "0");
        properties.put("spirula.site", "test");
        properties.put("spirula.known-clusters", "site-a,site-b");
        properties.put("spirula.tenants.default.pools", "*");
        properties.put("spirula.security.bootstrap-admin-token", ADMIN);
        // nobody answers here unless a test does
        properties.put("spirula.queries.apply-timeout", "50ms");
        properties.put("spring.kafka.bootstrap-servers", SharedSandbox.kafka().bootstrapServers());
        properties.put("spring.datasource.url", account.url());
        properties.put("spring.datasource.username", account.user());
        properties.put("spring.datasource.password", account.password());
        properties.put("spring.main.banner-mode", "off");
        properties.put("spirula.messaging.topics.retry-interval", "300ms");
        properties.put("logging.level.root", "WARN");
        properties.put("logging.level.io.spirula", "INFO");
        properties.put("logging.level.org.apache.kafka", "ERROR");
        properties.putAll(settings);
        String[] arguments = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        ConfigurableApplicationContext instance = new SpringApplicationBuilder(SchedulerServiceApplication.class)
                .registerShutdownHook(false)
                .run(arguments);
        instances.add(instance);
        return instance;
    }

    ApiClient api() {
        return api(ADMIN);
    }

    ApiClient api(String token) {
        return new ApiClient(url(instances.get(0)), token);
    }

    static String url(ConfigurableApplicationContext instance) {
        return "http://127.0.0.1:" + instance.getEnvironment().getProperty("local.server.port");
    }

    ConfigurableApplicationContext first() {
        return instances.get(0);
    }

    JdbcClient jdbc() {
        return first().getBean(JdbcClient.class);
    }

    /** snapshot-service. */
    FellowService snapshots() {
        return snapshots;
    }

    /** transfer-service. */
    FellowService transfers() {
        return transfers;
    }

    /** restore-service. */
    FellowService restores() {
        return restores;
    }

    /** Waits until everything that was published has been taken, and everything that was appended has been published. */
    void settle() {
        await("outbox to be empty")
                .atMost(Duration.ofSeconds(30))
                .until(() -> jdbc().sql("select count(*) from outbox where published_at is null")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    @Override
    public void close() {
        instances.forEach(ConfigurableApplicationContext::close);
        snapshots.close();
        transfers.close();
        restores.close();
        SharedSandbox.postgres().dropSchema(schema);
    }
}
