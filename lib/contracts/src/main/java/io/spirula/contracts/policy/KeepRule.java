package io.spirula.contracts.policy;

/**
 * Which points stay.
 *
 * @param last the newest so many; at least 1
 */
public record KeepRule(int last) {

    public KeepRule {
        if (last < 1) {
            throw new IllegalArgumentException("last must be at least 1: " + last);
        }
    }
}
