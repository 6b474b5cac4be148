package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells every copy again from the tables, for when the topic was lost: {@code POST /actuator/retell}, once the endpoint is
 * exposed. Doing it twice, or while copies change, does no harm: each copy is told as it is, after everything that was
 * told of it before.
 */
@Component
@Endpoint(id = "retell")
class RetellEndpoint {

    private static final int PAGE = 200;

    private final CopyStore copies;
    private final CopyTransitions transitions;
    private final TransactionTemplate transactions;

    RetellEndpoint(CopyStore copies, CopyTransitions transitions, TransactionTemplate transactions) {
        this.copies = copies;
        this.transitions = transitions;
        this.transactions = transactions;
    }

    /** Returns how many copies were told. */
    @WriteOperation
    Map<String, Long> retell() {
        long told = 0;
        CopyId last = null;
        for (List<CopyId> page = copies.idsAfter(null, PAGE); !page.isEmpty(); page = copies.idsAfter(last, PAGE)) {
            List<CopyId> ids = page;
            transactions.executeWithoutResult(status -> ids.forEach(this::retell));
            told += ids.size();
            last = ids.get(ids.size() - 1);
        }
        return Map.of("copies", told);
    }

    private void retell(CopyId id) {
        copies.lock(id).ifPresent(transitions::retell);
    }
}
