package io.spirula.scheduler.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows from policies, decided elsewhere. */
public interface PolicyEffects {

    /**
     * Keeps everybody else from changing which images are protected until the transaction ends. To be called before policies
     * are read to be changed.
     */
    void lock();

    /** Protects what the policies select now and lets go of what none selects any more. */
    void policiesChanged();

    /** Another policy that has an image and target that this one wants; empty when there is none. */
    Optional<PolicyConflict> conflictOf(Policy candidate);

    /** What is perhaps not meant: a pattern that matches nothing, a pool without images. */
    List<String> warningsOf(Policy policy);

    /** By policy; policies that protect nothing are not in it. */
    Map<String, PolicyUse> uses();

    /**
     * What a policy protects.
     *
     * @param images how many images
     * @param conflicts where another policy comes first, for people
     * @param nextDue when the next run of any of them is due; null when none is
     */
    record PolicyUse(
            int images, List<String> conflicts, @Nullable Instant nextDue) {}
}
