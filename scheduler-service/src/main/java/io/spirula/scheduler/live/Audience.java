package io.spirula.scheduler.live;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who may see which event: a tenant sees its own policies and what is about images in its pools, unless the event says
 * that it is another tenant's, or is of a run, a restore or a protected disk that is, for pools may be shared. What cannot
 * be told to belong to somebody is seen only by who sees everything.
 */
@Component
class Audience {

    private final Tenants tenants;

    Audience(Tenants tenants) {
        this.tenants = tenants;
    }

    /**
     * @param owners the tenants that the event belongs to; null when it is for everybody who sees its image
     */
    boolean sees(Caller caller, Event event, @Nullable Set<String> owners) {
        if (caller.actsForEverybody()) {
            return true;
        }
        if (event instanceof PolicyChanged changed) {
            return caller.sees(changed.tenant());
        }
        if (event instanceof PolicyDeleted deleted) {
            return caller.sees(deleted.tenant());
        }
        ImageRef subject = event.subject();
        boolean allowed = subject != null && tenants.allows(caller.tenant(), PoolRef.of(subject));
        return owners == null ? allowed : owners.stream().anyMatch(caller::sees) && (subject == null || allowed);
    }
}
