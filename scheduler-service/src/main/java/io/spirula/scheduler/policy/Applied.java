package io.spirula.scheduler.policy;

import java.util.List;

/**
 * What came of applying a manifest.
 *
 * @param policy the policy now
 * @param created whether it is new
 * @param changed whether anything changed
 * @param warnings what is perhaps not meant
 */
record Applied(Policy policy, boolean created, boolean changed, List<String> warnings) {

    Applied {
        warnings = List.copyOf(warnings);
    }
}
