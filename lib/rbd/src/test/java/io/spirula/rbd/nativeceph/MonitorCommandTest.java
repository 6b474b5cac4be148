package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.rbd.ClusterStatus;
import io.spirula.rbd.HealthCheck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MonitorCommandTest {

    private static final String STATES = """
            "pgmap":{"pgs_by_state":[{"state_name":"active+clean","count":30},{"state_name":"active+clean+snaptrim","count":3}],"num_pgs":33}
            """;

    @Test
    void complaintsAndPlacementGroupsAreRead() {
        ClusterStatus status = MonitorCommand.status("""
                {"fsid":"x","health":{"status":"HEALTH_WARN","checks":{
                   "OSD_NEARFULL":{"severity":"HEALTH_WARN","summary":{"message":"1 nearfull osd(s)","count":1},"muted":false},
                   "MON_DOWN":{"severity":"HEALTH_WARN","summary":{"message":"1/3 mons down","count":1},"muted":true}},"mutes":[]},
                 %s}
                """.formatted(STATES));

        assertThat(status.health()).containsExactly(new HealthCheck("OSD_NEARFULL", false, "1 nearfull osd(s)"));
        assertThat(status.placementGroups()).isEqualTo(Map.of("active+clean", 30L, "active+clean+snaptrim", 3L));
    }

    @Test
    void whatAManagerThatIsGoneToldLastIsNotBelieved() {
        ClusterStatus status = MonitorCommand.status("""
                {"health":{"status":"HEALTH_WARN","checks":{
                   "MGR_DOWN":{"severity":"HEALTH_WARN","summary":{"message":"no active mgr","count":0},"muted":false}}},
                 %s}
                """.formatted(STATES));

        assertThat(status.placementGroups()).isEmpty();
    }

    @Test
    void whatIsNotToldIsNotKnown() {
        assertThat(
                        MonitorCommand.status(
                                "{\"health\":{\"status\":\"HEALTH_OK\",\"checks\":{}},\"pgmap\":{\"pgs_by_state\":[],\"num_pgs\":0}}"))
                .isEqualTo(new ClusterStatus(List.of(), Map.of()));
        assertThat(MonitorCommand.status("{}")).isEqualTo(new ClusterStatus(List.of(), Map.of()));
    }
}
