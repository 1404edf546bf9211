namespace Spawner.Torture.Evidence;

/// <summary>Brings the histories of the clients together.</summary>
internal static class Histories
{
    public static Dictionary<string, Submission> Read(IEnumerable<string> files)
    {
        Dictionary<string, Submission> submissions = [];
        foreach (var line in files.SelectMany(HistoryEvent.ReadAll).OrderBy(line => line.At))
        {
            if (!submissions.TryGetValue(line.Op, out var submission))
            {
                submissions.Add(line.Op, submission = new Submission(line.Op));
            }

            Take(submission, line);
        }

        return submissions;
    }

    private static void Take(Submission submission, HistoryEvent line)
    {
        if (line.Task is { } task)
        {
            submission.Tasks.Add(TaskId.Parse(task));
        }

        switch (line.What)
        {
            case HistoryEvent.Invoke when submission.InvokedAt == 0:
                (submission.InvokedAt, submission.Kind) = (line.At, line.Kind!);
                break;
            case HistoryEvent.Ok:
                submission.AckedAt ??= line.At;
                break;
            case HistoryEvent.Fail:
                submission.WasRefused = true;
                break;
            case HistoryEvent.End:
                submission.Ends.Add(line);
                break;
            case HistoryEvent.Unexpected:
                submission.Unexpected.Add(line);
                break;
            case HistoryEvent.Cancel:
                submission.Cancels.Add(line);
                break;
        }
    }
}
