package io.spirula.transfer.copy;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.LineageId;
import java.util.UUID;

/**
 * A lineage on its way to a target. All its work is done by one work instance, so its points are made one after another.
 *
 * @param lineage the protected disk
 * @param targetKey the place
 */
public record Route(LineageId lineage, String targetKey) {

    /** The queue of the work instances that are named by {@link #instance()}. */
    public static final String QUEUE = "transfer";

    public UUID id() {
        return DerivedId.of("route", lineage.toString(), targetKey);
    }

    /** The work instance. */
    public String instance() {
        return id().toString();
    }
}
