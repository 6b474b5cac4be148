package io.spirula.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetRefTest {

    @Test
    void theKeyTellsThePlaceAndNotThePolicysNameForIt() {
        TargetRef dr = new TargetRef("dr", TargetType.RBD, "site-b", "backup", "");
        TargetRef same = new TargetRef("other name", TargetType.RBD, "site-b", "backup", "");

        assertThat(dr.key()).isEqualTo("rbd:site-b/backup").isEqualTo(same.key());
        assertThat(new TargetRef("dr", TargetType.RBD, "site-b", "backup", "acme").key())
                .isEqualTo("rbd:site-b/backup/acme");
    }

    @Test
    void aPoolWithASlashIsNotTakenForAPoolAndANamespace() {
        assertThat(new TargetRef("dr", TargetType.RBD, "c", "a/b", "").key())
                .isNotEqualTo(new TargetRef("dr", TargetType.RBD, "c", "a", "b").key());
    }
}
