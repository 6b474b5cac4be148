package io.spirula.scheduler.restore;

import io.spirula.contracts.RestoreId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whose restores are. */
@Component
public class RestoreTenants {

    private final RestoreStore restores;

    RestoreTenants(RestoreStore restores) {
        this.restores = restores;
    }

    /** Empty when the restore is not known. */
    public Optional<String> of(RestoreId restore) {
        return restores.find(restore.value()).map(Restore::tenant);
    }
}
