package io.spirula.messaging.work;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.time.DatabaseClock;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Durable work. */
@Configuration(proxyBeanMethods = false)
public class WorkConfiguration {

    @Bean
    static IdleTransactions idleTransactions(ObjectProvider<MessagingProperties> properties) {
        return new IdleTransactions(properties);
    }

    @Bean
    WakeTable wakeTable(JdbcClient jdbc) {
        return new WakeTable(jdbc);
    }

    @Bean
    WorkEngine workEngine(
            DataSource database,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            WakeTable wakes,
            ObjectProvider<Worker> workers,
            ObjectProvider<MeterRegistry> registry,
            DatabaseClock clock,
            MessagingProperties properties) {
        List<Worker> all = workers.orderedStream().toList();
        MessagingProperties.Work settings = properties.work();
        String holder = ManagementFactory.getRuntimeMXBean().getName() + "/"
                + UUID.randomUUID().toString().substring(0, 8);
        AtomicBoolean stopping = new AtomicBoolean();
        LeaseTable leases = new LeaseTable(jdbc, holder, settings.lease());
        LeaseRenewal renewal = new LeaseRenewal(leases, settings.lease());
        WorkMeters meters = new WorkMeters(registry.getIfAvailable(SimpleMeterRegistry::new));
        meters.running(renewal);
        all.forEach(worker -> meters.waiting(worker.queue(), jdbc));
        TurnRunner runner = new TurnRunner(
                leases,
                renewal,
                wakes,
                clock,
                new TransactionTemplate(transactionManager),
                meters,
                settings,
                stopping::get);
        WorkSweep sweep = new WorkSweep(all, wakes, new EndedWork(leases, wakes), meters, settings.sweepInterval());
        return new WorkEngine(database, all, runner, renewal, clock, sweep, settings, holder, stopping);
    }

    /** Workers may want to wake others, so the engine and they are looked up when they are needed. */
    @Bean
    WorkWaker workWaker(WakeTable wakes, ObjectProvider<Worker> workers, ObjectProvider<WorkEngine> engine) {
        return new AfterCommitWaker(
                () -> workers.stream().map(Worker::queue).collect(Collectors.toUnmodifiableSet()),
                wakes,
                () -> engine.ifAvailable(WorkEngine::lookNow));
    }
}
