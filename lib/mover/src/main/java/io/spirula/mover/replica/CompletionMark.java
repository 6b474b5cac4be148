package io.spirula.mover.replica;

import io.spirula.contracts.event.Assurance;
import java.util.Locale;
import java.util.Objects;

/**
 * What a replica says of a snapshot that is a point for certain.
 *
 * @param snapshotId the snapshot of the replica that was proven; one of another id under the same name is another snapshot.
 *     {@link #NO_SNAPSHOT} when it cannot be read
 * @param assurance how well it was proven
 */
public record CompletionMark(long snapshotId, Assurance assurance) {

    /** No snapshot has this id. */
    public static final long NO_SNAPSHOT = -1;

    private static final CompletionMark UNREADABLE = new CompletionMark(NO_SNAPSHOT, Assurance.APPLIED);

    public CompletionMark {
        Objects.requireNonNull(assurance, "assurance");
    }

    /** Older versions wrote the id alone: then nothing is known of the proof. */
    static CompletionMark parse(String text) {
        String[] parts = text.split(" ", -1);
        try {
            long id = Long.parseLong(parts[0]);
            if (id < 0 || parts.length > 2) {
                return UNREADABLE;
            }
            return new CompletionMark(id, parts.length == 1 ? Assurance.APPLIED : assurance(parts[1]));
        } catch (IllegalArgumentException e) {
            return UNREADABLE;
        }
    }

    String text() {
        return snapshotId + " " + assurance.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Assurance assurance(String text) {
        return Assurance.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
