package io.spirula.contracts.event;

import java.time.Instant;
import java.util.UUID;

/**
 * Who did what to which object, and how it ended.
 *
 * @param audit the record
 * @param at when
 * @param actor who: a token's name
 * @param tenant for whom
 * @param action what, for example policy.apply
 * @param object to which object
 * @param outcome how it ended
 * @param detail anything that helps to understand it; cut at 4096 characters
 */
public record AuditRecorded(
        UUID audit,
        Instant at,
        String actor,
        String tenant,
        String action,
        String object,
        AuditOutcome outcome,
        String detail)
        implements Event {

    public AuditRecorded {
        detail = FreeText.cut(detail);
    }

    @Override
    public String key() {
        return object;
    }

    @Override
    public String businessKey() {
        return audit.toString();
    }
}
