package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;

/**
 * A copy is complete: it restores to bytes equal to the source snapshot.
 *
 * @param copy the copy
 */
public record CopyCompleted(Copy copy) implements Event {

    @Override
    public String key() {
        return copy.lineage().toString();
    }

    @Override
    public String businessKey() {
        return copy.id().toString();
    }

    @Override
    public ImageRef subject() {
        return copy.ref();
    }

    @Override
    public LineageId lineageOrNull() {
        return copy.lineage();
    }

    @Override
    public RunId runOrNull() {
        return copy.run();
    }
}
