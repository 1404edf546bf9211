using Spawner.Contracts;

namespace Spawner.Grains.Records;

/// <summary>Counts what became of the tasks of one change.</summary>
internal sealed class ChangeTally
{
    private readonly Dictionary<LeftAloneReason, int> _leftAlone = [];
    private int _changed;

    public void OnChanged(int count) => _changed += count;

    public void OnLeftAlone(LeftAloneReason why, int count = 1)
    {
        if (count > 0)
        {
            _leftAlone[why] = _leftAlone.GetValueOrDefault(why) + count;
        }
    }

    public RecordsChanged ToReply(string? next) => new()
    {
        Matched = _changed + _leftAlone.Values.Sum(),
        Changed = _changed,
        LeftAlone = _leftAlone,
        Next = next,
    };
}
