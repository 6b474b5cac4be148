package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.mover.plan.MovePlan.Conflict;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.RbdNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who has the name that a new generation takes when it is complete. */
public sealed interface NameHolder {

    /**
     * Why a claimant cannot have the name; empty when it is free, or who has it is to make way.
     *
     * @param name the name, in the place where the claimant's replica goes
     */
    Optional<Conflict> refusal(ImageRef name, NameClaim claimant);

    /** Who has it, for those who may know everything. */
    String who();

    /** The name is free. */
    record Nobody() implements NameHolder {

        @Override
        public String who() {
            return "nobody";
        }

        @Override
        public Optional<Conflict> refusal(ImageRef name, NameClaim claimant) {
            return Optional.empty();
        }
    }

    /**
     * A replica of ours has it, of the claimant's lineage or of another one.
     *
     * @param image the replica
     * @param claim of its lineage
     */
    record Ours(ImageId image, NameClaim claim) implements NameHolder {

        @Override
        public String who() {
            return "image " + image + ", the replica of " + NameHolder.text(claim);
        }

        @Override
        public Optional<Conflict> refusal(ImageRef name, NameClaim claimant) {
            return NameHolder.refusal(name, "is the replica of", claim, claimant);
        }
    }

    /**
     * A replica of another lineage gets it when its seeding, which is under way, is complete.
     *
     * @param claim of that lineage
     */
    record Seeding(NameClaim claim) implements NameHolder {

        @Override
        public String who() {
            return "the replica that is being seeded of " + NameHolder.text(claim);
        }

        @Override
        public Optional<Conflict> refusal(ImageRef name, NameClaim claimant) {
            return NameHolder.refusal(name, "is being seeded as the replica of", claim, claimant);
        }
    }

    /**
     * An image has it of which there is no record.
     *
     * @param image which
     * @param described what it says of itself; null when it does not call itself a replica
     */
    record Stranger(ImageId image, @Nullable ReplicaIdentity described) implements NameHolder {

        @Override
        public String who() {
            return "image " + image + ", of which there is no record";
        }

        @Override
        public Optional<Conflict> refusal(ImageRef name, NameClaim claimant) {
            String evidence = "the name " + text(name) + " belongs to image " + image;
            return Optional.of(
                    described == null
                            ? taken(
                                    evidence + ", which Spirula did not make",
                                    "rename that image or protect to another pool")
                            : taken(
                                    evidence + ", which calls itself the replica of image " + described.source()
                                            + " but is not in the records: another installation or an older database"
                                            + " made it",
                                    "if that installation is gone, or the database was set back, take it up with"
                                            + " 'spirula adopt " + place(name)
                                            + "'; else keep it for its points: rename it or protect to another pool"));
        }

        private static String place(ImageRef name) {
            String pool = name.cluster() + "/" + name.pool();
            return RbdNames.printable(name.namespace().isEmpty() ? pool : pool + "/" + name.namespace());
        }
    }

    private static Optional<Conflict> refusal(ImageRef name, String is, NameClaim holder, NameClaim claimant) {
        if (holder.yields(name.name(), claimant)) {
            return Optional.empty();
        }
        String evidence = text(name) + " " + is + " ";
        return Optional.of(
                holder.hasSourceNameOf(claimant)
                        ? taken(
                                evidence + "another image, which has the name " + text(holder.source()) + " since "
                                        + holder.told(),
                                "this copy is of the image that had that name before: if that one is still there under"
                                        + " another name, back it up again")
                        : taken(
                                evidence + source(holder, claimant),
                                "give one of the two policies another target pool or namespace"));
    }

    private static String source(NameClaim holder, NameClaim claimant) {
        if (claimant.mayKnow(holder)) {
            return text(holder.source());
        }
        String who = claimant.tenant() == null ? "who asks" : "tenant " + claimant.tenant();
        return "an image that " + who + " does not see";
    }

    private static Conflict taken(String evidence, String advice) {
        return new Conflict(Conflict.Code.TARGET_NAME_TAKEN, evidence, advice);
    }

    private static String text(NameClaim claim) {
        return text(claim.source()) + " of tenant " + claim.tenant() + ", lineage " + claim.lineage();
    }

    private static String text(ImageRef ref) {
        return RbdNames.printable(ref.text());
    }
}
