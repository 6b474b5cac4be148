package io.spirula.transfer.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaNameTest {

    @Test
    void aGenerationIsCalledAfterItsSource() {
        assertThat(ReplicaName.seeding("vm", 3)).isEqualTo("vm.spirula-seeding-3");
        assertThat(ReplicaName.retired("vm", 2)).isEqualTo("vm.spirula-2");
    }

    @Test
    void theEndOfANameThatIsAsLongAsNamesMayBeMakesWay() {
        String longest = "x".repeat(ReplicaName.LONGEST);

        assertThat(ReplicaName.seeding(longest, 12))
                .hasSize(ReplicaName.LONGEST)
                .endsWith("x.spirula-seeding-12");
        assertThat(ReplicaName.retired(longest, 12))
                .hasSize(ReplicaName.LONGEST)
                .endsWith("x.spirula-12");
    }

    @Test
    void theNameOfASeedingTellsItsNumberAndOthersTellNone() {
        String longest = "x".repeat(ReplicaName.LONGEST);
        assertThat(ReplicaName.seedingEpoch("vm", "vm.spirula-seeding-12")).hasValue(12);
        assertThat(ReplicaName.seedingEpoch(longest, ReplicaName.seeding(longest, 7)))
                .hasValue(7);
        for (String other : List.of(
                "vm",
                "vm.spirula-12",
                "vm2.spirula-seeding-12",
                "vm.spirula-seeding-",
                "vm.spirula-seeding-012",
                "vm.spirula-seeding-1x",
                "vm.spirula-seeding-1\n",
                "vm.spirula-seeding-" + "9".repeat(30))) {
            assertThat(ReplicaName.seedingEpoch("vm", other)).as(other).isEmpty();
        }
    }

    @Test
    void noCharacterIsCutInTwo() {
        String name = ReplicaName.seeding("\uD83D\uDC19".repeat(ReplicaName.LONGEST / 4), 1);

        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(ReplicaName.LONGEST);
        assertThat(name).startsWith("\uD83D\uDC19").endsWith("\uD83D\uDC19.spirula-seeding-1");
    }
}
