package io.spirula.messaging.testing;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Service;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A broker without topics and an empty schema for one test, and instances of a service that run on them. */
public final class TestWorld implements AutoCloseable {

    private static final AtomicInteger WORLDS = new AtomicInteger();

    private final String schema = "messaging" + WORLDS.incrementAndGet();
    private final PostgresSandbox.Account account;
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final List<FellowService> fellows = new ArrayList<>();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    public TestWorld() {
        SharedSandbox.kafka().start();
        FellowService.deleteTopics(SharedSandbox.kafka().bootstrapServers());
        account = SharedSandbox.postgres().createSchema(schema);
    }

    /** One more instance of the service, with beans of the test. */
    public ConfigurableApplicationContext start(Service service, Map<String, String> settings, Class<?>... beans) {
        Map<String, Object> properties = new TreeMap<>(Map.of(
                "spirula.site",
                "test",
                "spirula.service",
                service.name(),
                "spring.kafka.bootstrap-servers",
                SharedSandbox.kafka().bootstrapServers(),
                "spring.datasource.url",
                account.url(),
                "spring.datasource.username",
                account.user(),
                "spring.datasource.password",
                account.password(),
                "spirula.messaging.inbox.retry-interval",
                "20ms",
                "spirula.messaging.topics.retry-interval",
                "300ms",
                "logging.level.org.apache.kafka",
                "ERROR",
                "logging.level.root",
                "WARN"));
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.jmx.enabled", "false");
        properties.put("logging.level.io.spirula", "INFO");
        properties.putAll(settings);
        Class<?>[] sources = new Class<?>[beans.length + 1];
        sources[0] = Application.class;
        System.arraycopy(beans, 0, sources, 1, beans.length);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(sources)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .registerShutdownHook(false)
                .run();
        instances.add(context);
        return context;
    }

    public FellowService fellow(Service service) {
        FellowService fellow = new FellowService(SharedSandbox.kafka().bootstrapServers(), service);
        fellows.add(fellow);
        return fellow;
    }

    public static JdbcClient jdbc(ConfigurableApplicationContext context) {
        return context.getBean(JdbcClient.class);
    }

    public static TransactionTemplate transactions(ConfigurableApplicationContext context) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    public static PolicyDeleted policyDeleted(String name, long revision) {
        return new PolicyDeleted(name, "acme", revision, Instant.parse("2026-11-22T20:00:00Z"));
    }

    public static CancelRequested cancelRequested(UUID lineage) {
        return new CancelRequested(
                new RunId(UUID.randomUUID()), new LineageId(lineage), "test", Instant.parse("2026-11-22T20:00:00Z"));
    }

    public PostgresSandbox.Account account() {
        return account;
    }

    @Override
    public void close() {
        instances.forEach(ConfigurableApplicationContext::close);
        fellows.forEach(FellowService::close);
        SharedSandbox.postgres().dropSchema(schema);
    }
}
