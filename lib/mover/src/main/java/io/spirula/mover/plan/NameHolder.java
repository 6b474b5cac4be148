package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;

/** Who has the name that a new generation takes when it is complete. */
public sealed interface NameHolder {

    /** The name is free. */
    record Nobody() implements NameHolder {}

    /** A replica of ours has it, of this lineage or of another one: it is renamed when the new generation is complete. */
    record Ours(ImageId image) implements NameHolder {}

    /** An image has it that Spirula did not make. */
    record Stranger(ImageId image) implements NameHolder {}
}
