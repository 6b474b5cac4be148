package io.spirula.transfer.doctor;

import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.List;
import org.springframework.stereotype.Component;

/** The replicas that increments go to must have what keeps a second writer away. */
@Component
final class ReplicaExaminer implements Examiner {

    private final List<ReplicaRound> rounds;

    ReplicaExaminer(Clusters clusters, ReplicaStore replicas) {
        this.rounds = clusters.names().stream()
                .sorted()
                .map(cluster -> new ReplicaRound(cluster, clusters, replicas))
                .toList();
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        return rounds.stream()
                .map(round -> new Examination(
                        ReplicaRound.CHECK, round.object(), ClusterCheckup.WHERE_TO_LOOK, round::findings))
                .toList();
    }
}
