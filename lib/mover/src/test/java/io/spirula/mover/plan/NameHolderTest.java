package io.spirula.mover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.mover.plan.MovePlan.Conflict;
import io.spirula.mover.plan.MovePlan.Full;
import io.spirula.mover.replica.ReplicaIdentity;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameHolderTest {

    private static final LineageId OTHER = new LineageId(new UUID(0, 8));
    private static final ImageId IMAGE = new ImageId("bbbb", 3, "", "r9");

    /** @param hours after the claimant's source was told of */
    private static NameClaim other(String source, int hours) {
        return new NameClaim(
                OTHER, "acme", ImageRef.parse(source), Facts.CLAIM.told().plus(Duration.ofHours(hours)));
    }

    private static MovePlan seed(NameHolder holder) {
        Facts facts = new Facts();
        facts.otherReplica = new ReplicaFacts.None();
        facts.nameHolder = holder;
        return facts.plan();
    }

    private static Stream<NameHolder> of(NameClaim claim) {
        return Stream.of(new NameHolder.Ours(IMAGE, claim), new NameHolder.Seeding(claim));
    }

    private static Stream<NameHolder> makeWay() {
        return Stream.of(
                        new NameClaim(Facts.LINEAGE, "acme", ImageRef.parse("site-c/any/vm-1"), Facts.CLAIM.told()),
                        other("site-a/rbd/vm-1", -1),
                        other("site-a/rbd/vm-renamed", 1),
                        other("site-a/ssd/vm-renamed", -1))
                .flatMap(NameHolderTest::of);
    }

    @ParameterizedTest
    @MethodSource("makeWay")
    void anEarlierGenerationAReplacedAndARenamedSourceMakeWay(NameHolder holder) {
        assertThat(seed(holder)).isInstanceOf(Full.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"site-a/ssd/vm-1", "site-a/rbd/tenant/vm-1", "site-c/rbd/vm-1"})
    void twoImagesOfOneNameThatGoToOnePoolAreAConflictThatNamesBothAndAdvisesNoRemoval(String source) {
        for (int hours : new int[] {-1, 0, 1}) {
            assertThat(seed(new NameHolder.Ours(IMAGE, other(source, hours))))
                    .isEqualTo(new Conflict(
                            Conflict.Code.TARGET_NAME_TAKEN,
                            "site-b/rbd/vm-1 is the replica of " + source,
                            "give one of the two policies another target pool or namespace"));
            assertThat(seed(new NameHolder.Seeding(other(source, hours))))
                    .isEqualTo(new Conflict(
                            Conflict.Code.TARGET_NAME_TAKEN,
                            "site-b/rbd/vm-1 is being seeded as the replica of " + source,
                            "give one of the two policies another target pool or namespace"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme, rival", "rival, acme", "acme,", ",acme", ","})
    void theImageOfAnotherTenantIsNotNamed(String tenants) {
        List<String> both =
                Arrays.stream(tenants.split(",", -1)).map(String::trim).toList();
        NameClaim claimant = tenant(both.get(0), Facts.CLAIM);
        ImageRef name = ImageRef.parse("site-b/rbd/vm-1");
        assertThat(of(tenant(both.get(1), other("site-a/secret/vm-1", 0))))
                .hasSize(2)
                .allSatisfy(holder -> {
                    assertThat(holder.refusal(name, claimant).orElseThrow().why())
                            .doesNotContain("secret", both.get(1).isEmpty() ? "rival" : both.get(1))
                            .contains("an image that ");
                    assertThat(holder.who()).as("for administrators").contains("site-a/secret/vm-1");
                });
    }

    private static NameClaim tenant(String tenant, NameClaim claim) {
        return new NameClaim(claim.lineage(), tenant.isEmpty() ? null : tenant, claim.source(), claim.told());
    }

    @Test
    void theImageThatWasReplacedDoesNotTakeTheNameBack() {
        assertThat(of(other("site-a/rbd/vm-1", 1)).map(NameHolderTest::seed))
                .hasSize(2)
                .allSatisfy(plan -> assertThat(plan)
                        .isInstanceOfSatisfying(
                                Conflict.class,
                                conflict -> assertThat(conflict.why())
                                        .contains(
                                                "another image, which has the name site-a/rbd/vm-1 since 2026-01-02T01:00:00Z")
                                        .doesNotContain("remove")));
    }

    @Test
    void whoIsNotCalledSoAnyMoreTakesTheNameOfAnEarlierGenerationOfItsOwnAlone() {
        ImageRef former = ImageRef.parse("site-b/rbd/vm-0");
        assertThat(new NameHolder.Ours(IMAGE, Facts.CLAIM).refusal(former, Facts.CLAIM))
                .isEmpty();
        assertThat(new NameHolder.Ours(IMAGE, other("site-a/ssd/vm-0", -1)).refusal(former, Facts.CLAIM))
                .isPresent();
        assertThat(new NameHolder.Ours(IMAGE, other("site-a/ssd/vm-renamed", -1)).refusal(former, Facts.CLAIM))
                .isPresent();
    }

    @Test
    void aReplicaThatIsNotInTheRecordsIsCalledWhatItSaysItIs() {
        ReplicaIdentity says = new ReplicaIdentity(OTHER, new ImageId("aaaa", 2, "", "s9"), 3);
        assertThat(seed(new NameHolder.Stranger(IMAGE, says)))
                .isInstanceOfSatisfying(
                        Conflict.class,
                        conflict -> assertThat(conflict.why())
                                .contains(
                                        "bbbb/3//r9",
                                        "the replica of image aaaa/2//s9",
                                        "take it up with 'spirula adopt site-b/rbd'")
                                .doesNotContain("remove", "did not make"));
    }
}
