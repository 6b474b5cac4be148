package io.spirula.transfer.copy;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells every copy again from the tables, for whoever lost what was told: {@code POST /actuator/retell}, once the endpoint is
 * exposed. Doing it twice, or while copies change, does no harm: each copy is told as it is, after everything that was
 * told of it before.
 */
@Component
@Endpoint(id = "retell")
class RetellEndpoint {

    private static final Logger log = LoggerFactory.getLogger(RetellEndpoint.class);

    private final CopyRetelling copies;
    private final TransactionTemplate transactions;

    RetellEndpoint(CopyRetelling copies, TransactionTemplate transactions) {
        this.copies = copies;
        this.transactions = transactions;
    }

    /** Returns how many copies were told. */
    @WriteOperation
    Map<String, Long> retell() {
        log.warn("RETELL_ASKED: actuator/retell was called; all copies are told again");
        long told = 0;
        Optional<String> last = tellAfter(null);
        while (last.isPresent()) {
            told++;
            last = tellAfter(last.get());
        }
        return Map.of("copies", told);
    }

    private Optional<String> tellAfter(@Nullable String key) {
        return Objects.requireNonNull(transactions.execute(status -> copies.tellAfter(key)));
    }
}
