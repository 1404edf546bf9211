namespace Spawner.Grains.Placement;

/// <summary>
/// Draws an index with a probability in proportion to its weight, in constant time (Walker, An Efficient Method for
/// Generating Discrete Random Variables with General Distributions, 1977; built as by Vose, 1991). Immutable.
/// </summary>
internal sealed class AliasTable
{
    private readonly double[] _threshold;
    private readonly int[] _alias;

    /// <summary>Builds the table.</summary>
    /// <param name="weights">One weight for each index; none is negative. If all are 0, each index is as likely as the others.</param>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        _threshold = new double[weights.Length];
        _alias = new int[weights.Length];
        double sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var below = new Stack<int>();
        var above = new Stack<int>();
        for (var i = 0; i < weights.Length; i++)
        {
            _threshold[i] = sum > 0 ? weights[i] * weights.Length / sum : 1;
            _alias[i] = i;
            (_threshold[i] < 1 ? below : above).Push(i);
        }

        while (below.TryPop(out var small) && above.TryPop(out var large))
        {
            _alias[small] = large;
            _threshold[large] -= 1 - _threshold[small];
            (_threshold[large] < 1 ? below : above).Push(large);
        }
    }

    public int Count => _threshold.Length;

    public int Draw(Random random)
    {
        var point = random.NextDouble() * _threshold.Length;
        var index = (int)point;
        return point - index < _threshold[index] ? index : _alias[index];
    }
}
