package io.spirula.transfer.usage;

import io.spirula.transfer.copy.Route;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells what is kept now and then, also where nothing changes. Harmless when several instances do it at once. */
@Component
class KeptTelling {

    private static final Logger LOG = LoggerFactory.getLogger(KeptTelling.class);
    private static final int BATCH = 1000;

    private final KeptTable table;
    private final KeptUsage usage;
    private final UsageProperties properties;
    private final TransactionTemplate transactions;
    private final Clock clock;

    KeptTelling(
            KeptTable table,
            KeptUsage usage,
            UsageProperties properties,
            TransactionTemplate transactions,
            Clock clock) {
        this.table = table;
        this.usage = usage;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT30S", fixedDelayString = "PT30S")
    void tell() {
        Instant moment = clock.instant().minus(properties.interval());
        try {
            for (Route route : table.untoldSince(moment, BATCH)) {
                transactions.executeWithoutResult(status -> usage.tellIfUntoldSince(route, moment));
            }
        } catch (DataAccessException e) {
            LOG.warn("What is kept was not told for billing, it will be later: {}", e.getMessage());
        }
    }
}
