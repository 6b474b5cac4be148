package io.spirula.transfer.doctor;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where the copies come from and where they are. */
@Component
class UsedPools {

    private final JdbcClient jdbc;

    UsedPools(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Pools of the cluster that copies are made from: now, or again from the snapshot that was copied last. */
    List<String> sources(String cluster) {
        return jdbc.sql("""
                        select distinct told #>> '{copy,ref,pool}' from copy
                        where (state in ('pending', 'transferring') or state = 'complete' and base_released is null)
                            and told #>> '{copy,ref,cluster}' = :cluster
                        """).param("cluster", cluster).query(String.class).list();
    }

    /** Pools of the cluster that hold copies or are about to. */
    List<String> targets(String cluster) {
        return jdbc.sql("""
                        select distinct told #>> '{copy,target,pool}' from copy
                        where state in ('pending', 'transferring', 'complete')
                            and told #>> '{copy,target,cluster}' = :cluster
                        """).param("cluster", cluster).query(String.class).list();
    }
}
