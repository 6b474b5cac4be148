package io.spirula.snapshot.doctor;

import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.PlaceSide;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.rbd.checkup.ClusterNeeds;
import io.spirula.rbd.checkup.LibraryCheckup;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Snapshots are made where policies protect images, and removed where we hold some. */
@Component
final class ClusterExaminer implements Examiner {

    private static final Logger log = LoggerFactory.getLogger(ClusterExaminer.class);

    private final List<ClusterCheckup> clusters;
    private final JdbcClient jdbc;

    ClusterExaminer(List<ClusterCheckup> clusters, JdbcClient jdbc) {
        this.clusters = List.copyOf(clusters);
        this.jdbc = jdbc;
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        List<Examination> examinations = new ArrayList<>();
        examinations.add(new Examination(
                "librbd", "librbd1", LibraryCheckup.WHERE_TO_LOOK, () -> List.of(LibraryCheckup.finding())));
        clusters.forEach(cluster -> examinations.add(new Examination(
                "cluster",
                cluster.cluster(),
                ClusterCheckup.WHERE_TO_LOOK,
                () -> cluster.findings(needs(cluster.cluster(), question)))));
        return examinations;
    }

    private ClusterNeeds needs(String cluster, DoctorQuestion question) {
        return ClusterNeeds.of(true, question.pools(PlaceSide.SOURCE, cluster), PoolRight.SNAPSHOT)
                .and(ClusterNeeds.of(true, poolsWithOurs(cluster), PoolRight.SNAPSHOT));
    }

    private List<String> poolsWithOurs(String cluster) {
        try {
            return jdbc.sql("""
                            select distinct pool from source_snapshot
                            where cluster = :cluster and state in ('held', 'removing')
                            """).param("cluster", cluster).query(String.class).list();
        } catch (DataAccessException e) {
            log.debug("the database does not say where our snapshots are; its own finding does", e);
            return List.of();
        }
    }
}
