package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseRightsTest {

    @Test
    void theReadmeTellsAdministratorsToMakeTheSame() {
        var expected = new ArrayList<>(List.of("CREATE DATABASE spirula", "\\c spirula"));
        expected.addAll(DatabaseRights.ofDatabase(PostgresSandbox.DATABASE));
        for (var kind : ServiceKind.values()) {
            expected.addAll(DatabaseRights.ofRole(PostgresSandbox.DATABASE, kind.schema(), "..."));
        }

        assertThat(RolesSql.ofReadme()).isEqualTo(expected);
    }

    @Test
    void theContainersHaveTheSame() {
        var expected = new ArrayList<>(DatabaseRights.ofDatabase(PostgresSandbox.DATABASE));
        for (var kind : ServiceKind.values()) {
            expected.add("\\set password `cat /run/secrets/" + kind.schema() + ".password`");
            DatabaseRights.ofRole(PostgresSandbox.DATABASE, kind.schema(), "...")
                    .forEach(statement -> expected.add(statement.replace("'...'", ":'password'")));
        }

        assertThat(RolesSql.ofDocker()).isEqualTo(expected);
    }
}
